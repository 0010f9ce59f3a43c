import { markup, type Markup } from './markup.js';

const blank = markup`<span class="blank"></span>`;

/**
 * The form that a qualified person fills in, so that the record may authenticate itself.
 * @param records what is certified, e.g. “the chain of custody of matter 77”
 * @see Fed. R. Evid. 902(13), 902(14) with 902(11); 28 U.S.C. § 1746
 */
export const certification = (records: string): Markup => markup`<section class="form">
<h2>Certification of a qualified person</h2>
<p class="note">Federal Rules of Evidence 902(13) and 902(14), in the manner of Rule 902(11). To be completed and signed by
the person who made or checked this copy. Counsel should fit the wording to the court.</p>
<p>I, ${blank}, certify as follows.</p>
<ol>
<li>I am ${blank} (title) at ${blank}. My training and experience qualify me to certify this record:
${blank}</li>
<li>The records are ${records}. They were produced by an electronic process that records each step when it happens, by
the program that took it, and they were copied from the system’s audit log by the process described below.</li>
<li>I verified the copy by digital identification: the SHA-256 hash value of every record agrees with the audit log
under its signed checkpoint. The command and its result are: ${blank}</li>
<li>The process produces an accurate result. The system was in regular use in the course of the firm’s activity.</li>
</ol>
<p>I declare under penalty of perjury under the laws of the United States of America that the foregoing is true and
correct (28 U.S.C. § 1746).</p>
<p>Executed on ${blank} at ${blank}</p>
<p>Signature ${blank} &nbsp; Name ${blank}</p>
</section>`;

/** How the records come to be and what makes a change show: what the certifier attests. */
export const processDescription = markup`<h2>How these records are made and kept</h2>
<ol>
<li>When a document is added or changed in Clio, Counterpart reads it, decides where it belongs, and streams its bytes
into Dropbox. Each step is recorded as one event by the program that took it, in the same transaction as the step’s own
bookkeeping. Events are only ever added; the database refuses to change or delete them.</li>
<li>While the bytes flow from Clio to Dropbox, two hash values are computed over them: SHA-256 (FIPS 180-4), and the
content hash that Dropbox defines (SHA-256 over the SHA-256 of each block of 4 MiB). Dropbox computes its own content
hash over what it stored; the two must be equal before the document counts as mirrored.</li>
<li>The exact bytes of every event are hashed into a Merkle tree (RFC 6962). At short intervals the tree’s root is
signed (Ed25519). A signed root commits to every event before it: none can be changed, removed, inserted or put into
another order without another root.</li>
<li>This copy carries the exact bytes of its events and, for each, the audit path to the signed root. One more event,
itself in the tree, states how many events there are and their SHA-256. Anybody can verify that with this copy and the
log’s public key alone, without the system that made it.</li>
</ol>`;
