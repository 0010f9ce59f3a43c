-- columns
budgets.call_ledgers.budget text collate "C" not null
budgets.call_ledgers.ledger jsonb not null
event_store.events.position bigint not null generated always as identity
event_store.events.tx xid8 not null default pg_current_xact_id()
event_store.events.stream text collate "C" not null
event_store.events.version integer not null
event_store.events.event_id uuid not null
event_store.events.type text collate "C" not null
event_store.events.firm text collate "C" not null
event_store.events.topic text collate "C" not null
event_store.events.key text collate "C" not null
event_store.events.body bytea not null
event_store.events.recorded_at timestamp with time zone not null default clock_timestamp()
event_store.events.owner text collate "C" not null generated always as split_part(topic, '.'::text, 1) stored
event_store.projection_cursors.projection text collate "C" not null
event_store.projection_cursors.tx xid8 not null
event_store.projection_cursors.position bigint not null
event_store.projection_cursors.updated_at timestamp with time zone not null default clock_timestamp()
event_store.relay_cursors.owner text collate "C" not null
event_store.relay_cursors.tx xid8 not null
event_store.relay_cursors.position bigint not null
event_store.relay_cursors.updated_at timestamp with time zone not null default clock_timestamp()
event_store.router_progress.single boolean not null default true
event_store.router_progress.tx xid8 not null
event_store.router_progress.position bigint not null
event_store.router_progress.decided_before xid8 not null
event_store.router_progress.updated_at timestamp with time zone not null default clock_timestamp()
eventing.parked.id bigint not null generated always as identity
eventing.parked.consumer text not null
eventing.parked.topic text not null
eventing.parked.partition integer not null
eventing.parked.record_offset bigint not null
eventing.parked.lane_key text not null
eventing.parked.lane_sub text
eventing.parked.record_key text
eventing.parked.value bytea
eventing.parked.headers jsonb not null
eventing.parked.record_time bigint not null
eventing.parked.state text not null
eventing.parked.tries integer not null
eventing.parked.code text
eventing.parked.due_at timestamp with time zone not null
eventing.parked.first_failed_at timestamp with time zone
eventing.parked.last_failed_at timestamp with time zone
eventing.parked.firm text collate "C" not null generated always as 
CASE
    WHEN ((split_part(COALESCE(record_key, ''::text), '/'::text, 1) COLLATE "C") ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text) THEN split_part(record_key, '/'::text, 1)
    ELSE 'unknown'::text
END stored
eventing.partition_leases.resource text not null
eventing.partition_leases.epoch bigint not null
eventing.partition_leases.taken_at timestamp with time zone not null default clock_timestamp()
status.documents.firm text collate "C" not null
status.documents.document text collate "C" not null
status.documents.matter text collate "C"
status.documents.latest_version_seen integer not null
status.documents.state text collate "C" not null
status.documents.path text
status.documents.mirrored_version integer
status.documents.added_at timestamp with time zone
status.documents.mirrored_at timestamp with time zone
status.documents.updated_at timestamp with time zone not null
status.documents.reason text collate "C"
status.documents.trashed boolean not null default false
status.documents.given_up text[] not null default '{}'::text[]
status.documents.move_planned text collate "C"
status.documents.move_standing text collate "C"
status.documents.move_reason text collate "C"
status.documents.move_since timestamp with time zone
status.documents.move_shuts boolean not null default false
status.documents.move_shows boolean not null default false
status.documents.left_in text collate "C"
status.documents.left_since timestamp with time zone

-- constraints
budgets.call_ledgers: call_ledgers_pkey PRIMARY KEY (budget)
event_store.events: events_event_id UNIQUE (event_id)
event_store.events: events_of_one_firm CHECK (((firm = COALESCE("substring"(stream, '^(?:document|matter)-([a-z0-9-]+)-[0-9]+$'::text), "substring"(stream, '^firm-([a-z0-9-]+)(?::[a-z]+)?$'::text), "substring"(stream, '^dead-([a-z0-9-]+)-[a-z]+\.'::text), ''::text)) AND ((key = firm) OR starts_with(key, (firm || '/'::text))))) NOT VALID
event_store.events: events_pkey PRIMARY KEY ("position")
event_store.events: events_stream_version UNIQUE (stream, version)
event_store.events: events_version_check CHECK ((version > 0))
event_store.projection_cursors: projection_cursors_pkey PRIMARY KEY (projection)
event_store.relay_cursors: relay_cursors_pkey PRIMARY KEY (owner)
event_store.router_progress: router_progress_pkey PRIMARY KEY (single)
event_store.router_progress: router_progress_single_check CHECK (single)
eventing.parked: of_removed_firms TRIGGER DEFERRABLE INITIALLY DEFERRED
eventing.parked: parked_consumer_topic_partition_record_offset_key UNIQUE (consumer, topic, partition, record_offset)
eventing.parked: parked_pkey PRIMARY KEY (id)
eventing.parked: parked_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'dead'::text])))
eventing.partition_leases: partition_leases_pkey PRIMARY KEY (resource)
status.documents: documents_move_standing_check CHECK ((move_standing = ANY (ARRAY['planned'::text, 'conflict'::text, 'refused'::text])))
status.documents: documents_pkey PRIMARY KEY (firm, document)
status.documents: documents_state_check CHECK ((state = ANY (ARRAY['added'::text, 'routed'::text, 'staged'::text, 'mirrored'::text, 'skipped'::text, 'conflict'::text, 'missing'::text, 'dead'::text])))

-- indexes
CREATE INDEX closings ON event_store.events USING btree (firm, stream, version) WHERE (type ~~ 'Closing%'::text)
CREATE INDEX documents_by_matter ON status.documents USING btree (firm, matter)
CREATE INDEX documents_by_state ON status.documents USING btree (state)
CREATE INDEX documents_moving ON status.documents USING btree (firm, move_planned) WHERE (move_planned IS NOT NULL)
CREATE INDEX documents_unsynced ON status.documents USING btree (firm, added_at) WHERE ((NOT trashed) AND (state <> ALL (ARRAY['mirrored'::text, 'skipped'::text])))
CREATE INDEX drift ON event_store.events USING btree (firm, stream, version) WHERE (type ~~ 'Drift%'::text)
CREATE INDEX earlier_versions ON event_store.events USING btree (firm, stream, version) WHERE (type ~~ 'EarlierVersionsFound.%'::text)
CREATE INDEX events_of_day ON event_store.events USING brin (recorded_at)
CREATE INDEX events_of_key ON event_store.events USING btree (key, stream)
CREATE INDEX events_of_owner ON event_store.events USING btree (owner, tx, "position")
CREATE INDEX legal_holds ON event_store.events USING btree (firm, stream) WHERE (type ~~ 'LegalHold%'::text)
CREATE INDEX notices ON event_store.events USING btree (firm, recorded_at) WHERE (type ~~ 'Notice%'::text)
CREATE INDEX parked_by_due ON eventing.parked USING btree (consumer, due_at) WHERE (state = 'waiting'::text)
CREATE INDEX parked_by_lane ON eventing.parked USING btree (consumer, lane_key, id)
CREATE INDEX set_asides ON event_store.events USING btree (firm, recorded_at) WHERE (type ~~ 'SetAsidePlanned.%'::text)
CREATE UNIQUE INDEX call_ledgers_pkey ON budgets.call_ledgers USING btree (budget)
CREATE UNIQUE INDEX documents_pkey ON status.documents USING btree (firm, document)
CREATE UNIQUE INDEX events_event_id ON event_store.events USING btree (event_id)
CREATE UNIQUE INDEX events_pkey ON event_store.events USING btree ("position")
CREATE UNIQUE INDEX events_stream_version ON event_store.events USING btree (stream, version)
CREATE UNIQUE INDEX parked_consumer_topic_partition_record_offset_key ON eventing.parked USING btree (consumer, topic, partition, record_offset)
CREATE UNIQUE INDEX parked_pkey ON eventing.parked USING btree (id)
CREATE UNIQUE INDEX partition_leases_pkey ON eventing.partition_leases USING btree (resource)
CREATE UNIQUE INDEX projection_cursors_pkey ON event_store.projection_cursors USING btree (projection)
CREATE UNIQUE INDEX relay_cursors_pkey ON event_store.relay_cursors USING btree (owner)
CREATE UNIQUE INDEX router_progress_pkey ON event_store.router_progress USING btree (single)

-- triggers
CREATE CONSTRAINT TRIGGER of_removed_firms AFTER INSERT ON eventing.parked DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION event_store.forget_removed() (O)
CREATE TRIGGER events_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON event_store.events FOR EACH STATEMENT EXECUTE FUNCTION event_store.refuse_change() (A)

-- functions
CREATE OR REPLACE FUNCTION event_store.forget_removed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  perform pg_advisory_xact_lock_shared(1919249775, hashtext(new.firm));
  if exists (select from event_store.events
    where stream = 'firm-' || new.firm || ':standing' and type like 'FirmRemoved.%') then
    execute format('delete from %I.%I where firm = $1', tg_table_schema, tg_table_name) using new.firm;
  end if;
  return null;
end $function$

CREATE OR REPLACE FUNCTION event_store.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'event_store.events is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $function$

CREATE OR REPLACE FUNCTION eventing.named_firm()
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  named text := current_setting('counterpart.firm', true);
begin
  if coalesce(named, '') = '' then
    raise exception 'parked work is asked for, and no firm is named' using errcode = 'insufficient_privilege';
  end if;
  return named;
end $function$


-- rules about rows, for all and for counterpart_service
event_store.events: of_firm ALL restrictive using (((firm = current_setting('counterpart.firm'::text, true)) OR (current_setting('counterpart.firm'::text, true) = '*'::text) OR (firm = ANY (string_to_array(current_setting('counterpart.firm'::text, true), ','::text))))) with check (((firm = current_setting('counterpart.firm'::text, true)) OR (firm = ANY (string_to_array(current_setting('counterpart.firm'::text, true), ','::text)))))
event_store.events: shared_role ALL using (true) with check (true)
event_store.relay_cursors: shared_role ALL using (true) with check (true)
eventing.parked: of_firm SELECT restrictive using (((eventing.named_firm() = firm) OR (eventing.named_firm() = '*'::text))) with check ()
eventing.parked: of_firm_added INSERT restrictive using () with check ((firm = eventing.named_firm()))
eventing.parked: of_firm_changed UPDATE restrictive using ((firm = eventing.named_firm())) with check ((firm = eventing.named_firm()))
eventing.parked: of_firm_removed DELETE restrictive using ((firm = eventing.named_firm())) with check ()
eventing.parked: shared_role ALL using (true) with check (true)
eventing.partition_leases: shared_role ALL using (true) with check (true)
status.documents: of_every_firm ALL using ((current_setting('counterpart.firm'::text, true) = '*'::text)) with check ((current_setting('counterpart.firm'::text, true) = '*'::text))
status.documents: of_firm ALL using ((firm = current_setting('counterpart.firm'::text, true))) with check ((firm = current_setting('counterpart.firm'::text, true)))

-- grants to counterpart_service
DELETE on eventing.parked
DELETE on eventing.partition_leases
DELETE on status.documents
INSERT (body) on event_store.events
INSERT (event_id) on event_store.events
INSERT (firm) on event_store.events
INSERT (key) on event_store.events
INSERT (stream) on event_store.events
INSERT (topic) on event_store.events
INSERT (type) on event_store.events
INSERT (version) on event_store.events
INSERT on budgets.call_ledgers
INSERT on event_store.projection_cursors
INSERT on event_store.relay_cursors
INSERT on event_store.router_progress
INSERT on eventing.parked
INSERT on eventing.partition_leases
INSERT on status.documents
SELECT on budgets.call_ledgers
SELECT on event_store.events
SELECT on event_store.projection_cursors
SELECT on event_store.relay_cursors
SELECT on event_store.router_progress
SELECT on eventing.parked
SELECT on eventing.partition_leases
SELECT on status.documents
UPDATE on budgets.call_ledgers
UPDATE on event_store.projection_cursors
UPDATE on event_store.relay_cursors
UPDATE on event_store.router_progress
UPDATE on eventing.parked
UPDATE on eventing.partition_leases
UPDATE on status.documents
