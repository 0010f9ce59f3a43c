/**
 * What Dropbox does in these cases is not documented, or documented in two ways. Each default follows the plainer
 * words of the specification; where there are none, it is the more dangerous case.
 */
export interface OpenQuestions {
  /**
   * Does a link on a folder lead into restricted folders below it? `pass`: it does (the specification says only that
   * links to parent folders allow access). `stop`: it ends there.
   */
  readonly parentLinks: 'pass' | 'stop';
  /**
   * Does a shared folder’s link policy narrow links that were there before the policy, or that a file brought along?
   * `new-links`: no, only links “created for content inside” (ShareFolderArg.shared_link_policy). `all-links`: it does
   * (“who can view shared links in this folder”, SharedLinkPolicy).
   */
  readonly folderLinkPolicy: 'new-links' | 'all-links';
  /**
   * What does list_shared_links tell a member about a path? `all`: all links that allow access (its text). `own`: of
   * those only the member’s own (“list shared links of this user”, its first sentence). An administrator is told all.
   */
  readonly listedLinks: 'all' | 'own';
  /** Does a move into or out of a shared folder keep ids, and with them links and members? */
  readonly crossNamespaceMove: 'keep-id' | 'new-id';
  /**
   * `at-once`: sharing a folder and changing its inheritance are done when they are answered; other jobs have had
   * their effect when the job begins. `deferred`: all of them are jobs, whose effect comes when the job is told
   * complete.
   */
  readonly sharingJobs: 'at-once' | 'deferred';
}

/** The answers on offer; the first is the default. */
export const OPEN_QUESTIONS = {
  parentLinks: ['pass', 'stop'],
  folderLinkPolicy: ['new-links', 'all-links'],
  listedLinks: ['all', 'own'],
  crossNamespaceMove: ['keep-id', 'new-id'],
  sharingJobs: ['at-once', 'deferred'],
} as const satisfies { readonly [Q in keyof OpenQuestions]: readonly [OpenQuestions[Q], OpenQuestions[Q]] };

/** Every question at its default. */
export const DEFAULT_ANSWERS: OpenQuestions = {
  parentLinks: OPEN_QUESTIONS.parentLinks[0],
  folderLinkPolicy: OPEN_QUESTIONS.folderLinkPolicy[0],
  listedLinks: OPEN_QUESTIONS.listedLinks[0],
  crossNamespaceMove: OPEN_QUESTIONS.crossNamespaceMove[0],
  sharingJobs: OPEN_QUESTIONS.sharingJobs[0],
};
