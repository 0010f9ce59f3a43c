import { parseSync, Visitor, type StaticExportEntry, type StaticImport } from 'oxc-parser';

/** One import, re-export or `import()` of a file. */
export interface ImportUse {
  readonly specifier: string;
  readonly line: number;
  /** Gone after compilation: `import type`, or every name in it is a type. */
  readonly typeOnly: boolean;
  /** Names imported as values. A namespace, default, side-effect or dynamic import is `*`. */
  readonly values: readonly string[];
}

/** A use of something that is not a function of the file's inputs: a clock, chance, the process, the network. */
interface ImpureUse {
  readonly name: string;
  readonly line: number;
}

/** What the rules need to know about one file. `path` is relative to the root of the tree, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly ImportUse[];
  readonly impure: readonly ImpureUse[];
  /** Lines of `export * from`. */
  readonly starExports: readonly number[];
}

/** Reads the imports of a TypeScript file. Throws when it does not parse: nothing can be promised about it then. */
export function readSourceFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text, { sourceType: 'module' });
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const exported = parsed.module.staticExports.flatMap((statement) => statement.entries);
  return {
    path,
    imports: [
      ...parsed.module.staticImports.map((statement) => ofImport(statement, lineAt)),
      ...exported.flatMap((entry) => ofReExport(entry, lineAt)),
      ...parsed.module.dynamicImports.flatMap(({ moduleRequest }) =>
        ofDynamicImport(text.slice(moduleRequest.start, moduleRequest.end), lineAt(moduleRequest.start)),
      ),
    ],
    impure: impureUses(parsed.program, lineAt),
    starExports: exported
      .filter((entry) => entry.importName.kind === 'AllButDefault')
      .map((entry) => lineAt(entry.start)),
  };
}

function ofImport(statement: StaticImport, lineAt: (offset: number) => number): ImportUse {
  const values = statement.entries
    .filter((entry) => !entry.isType)
    .map((entry) => entry.importName.name ?? '*');
  return {
    specifier: statement.moduleRequest.value,
    line: lineAt(statement.start),
    typeOnly: statement.entries.length > 0 && values.length === 0,
    values: statement.entries.length === 0 ? ['*'] : values,
  };
}

function ofReExport(entry: StaticExportEntry, lineAt: (offset: number) => number): ImportUse[] {
  if (!entry.moduleRequest) return [];
  return [
    {
      specifier: entry.moduleRequest.value,
      line: lineAt(entry.start),
      typeOnly: entry.isType,
      values: entry.isType ? [] : [entry.importName.name ?? '*'],
    },
  ];
}

function ofDynamicImport(source: string, line: number): ImportUse[] {
  const literal = /^(['"`])([^'"`$]+)\1$/.exec(source);
  return literal?.[2] === undefined ? [] : [{ specifier: literal[2], line, typeOnly: false, values: ['*'] }];
}

/** Members that read a clock or chance; `new Date(x)` and `Math.max` are pure and stay allowed. */
const impureMembers = new Set(['Date.now', 'Math.random', 'performance.now', 'performance.timeOrigin']);
const impureGlobals = new Set([
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'crypto',
  'console',
]);

function impureUses(
  program: ReturnType<typeof parseSync>['program'],
  lineAt: (offset: number) => number,
): ImpureUse[] {
  const uses: ImpureUse[] = [];
  const note = (name: string, start: number): void => {
    uses.push({ name, line: lineAt(start) });
  };
  new Visitor({
    MemberExpression(node) {
      if (node.object.type !== 'Identifier') return;
      const member = node.property.type === 'Identifier' ? `${node.object.name}.${node.property.name}` : '';
      if (impureMembers.has(member)) note(member, node.start);
      else if (impureGlobals.has(node.object.name)) note(node.object.name, node.start);
    },
    CallExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      if (impureGlobals.has(node.callee.name)) note(node.callee.name, node.start);
      if (node.callee.name === 'Date') note('Date()', node.start);
    },
    NewExpression(node) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return;
      if (node.arguments.length === 0) note('new Date()', node.start);
    },
  }).visit(program);
  return uses;
}
