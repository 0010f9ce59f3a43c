import type pg from 'pg';

/** Everything of our schemas that a migration can change, as text in a fixed order. */
export async function dumpSchema(client: pg.Client, schemas: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const [title, sql] of SECTIONS) {
    const { rows } = await client.query<{ line: string }>(
      `select line from (${sql}) lines order by place collate "C", line collate "C"`,
      [schemas],
    );
    parts.push([`-- ${title}`, ...rows.map((row) => row.line)].join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

const SECTIONS: readonly (readonly [title: string, sql: string])[] = [
  [
    'columns',
    `select format('%s.%s %s', n.nspname, c.relname, lpad(a.attnum::text, 4)) as place,
       format('%s.%s.%s %s%s%s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       case when a.attcollation <> 0 and co.collname <> 'default' then ' collate "' || co.collname || '"' else '' end,
       case when a.attnotnull then ' not null' else '' end,
       case when a.attidentity = 'a' then ' generated always as identity'
            when a.attgenerated = 's' then ' generated always as ' || pg_get_expr(d.adbin, d.adrelid) || ' stored'
            else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end) as line
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     left join pg_collation co on co.oid = a.attcollation
     where n.nspname = any($1) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
     `,
  ],
  [
    'constraints',
    `select '' as place, format('%s.%s: %s %s', n.nspname, r.relname, c.conname, pg_get_constraintdef(c.oid)) as line
     from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
     where n.nspname = any($1) and c.contype <> 'n'`,
  ],
  ['indexes', `select '' as place, indexdef as line from pg_indexes where schemaname = any($1)`],
  [
    'triggers',
    `select '' as place, format('%s (%s)', pg_get_triggerdef(t.oid), t.tgenabled) as line
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and not t.tgisinternal`,
  ],
  [
    'functions',
    `select '' as place, pg_get_functiondef(p.oid) as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any($1)`,
  ],
  [
    'rules about rows, for all and for counterpart_service',
    `select '' as place, format('%s.%s: %s %s%s using (%s) with check (%s)', schemaname, tablename, policyname, cmd,
       case permissive when 'RESTRICTIVE' then ' restrictive' else '' end, qual, with_check) as line
     from pg_policies where schemaname = any($1) and roles <@ array['public', 'counterpart_service']::name[]`,
  ],
  [
    'grants to counterpart_service',
    `select '' as place, line from (
       select format('%s on %s.%s', privilege_type, table_schema, table_name) as line
       from information_schema.role_table_grants where grantee = 'counterpart_service' and table_schema = any($1)
       union all
       select format('%s (%s) on %s.%s', privilege_type, column_name, table_schema, table_name)
       from information_schema.role_column_grants g where grantee = 'counterpart_service' and table_schema = any($1)
         and not exists (
           select from information_schema.role_table_grants t where t.grantee = g.grantee
             and t.table_schema = g.table_schema and t.table_name = g.table_name
             and t.privilege_type = g.privilege_type)
     ) grants`,
  ],
];
