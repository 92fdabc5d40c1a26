import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Application,
  Comment,
  Converter,
  type DeclarationReflection,
  IntrinsicType,
  LiteralType,
  Logger,
  LogLevel,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  TSConfigReader,
  UnionType,
} from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { METRICS, SPAN_ATTRIBUTES } from '../../packages/semconv/src/index.ts';
import { type EntryPoint, entryPoints, ROOT } from './entry-points.ts';

export interface Reference {
  /** File name below `docs/api` → text. */
  readonly pages: ReadonlyMap<string, string>;
  /** What TypeDoc has to say against the docstrings; empty when every public name is documented and every link ends. */
  readonly problems: readonly string[];
}

const HEADER = '<!-- Written by `pnpm docs:api` from the docstrings in packages/*/src. -->';

/** What a stranger reads about; parameters are explained by their types and the sentence above them. */
const DOCUMENTED: string[] = [
  'Module',
  'Variable',
  'Function',
  'Class',
  'Interface',
  'TypeAlias',
  'Property',
  'Method',
  'Accessor',
];

interface Exceptions {
  readonly notDocumented?: string[];
  readonly notExported?: string[];
}

/** By package. */
const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  '@fuelgauge/instrumentation': {
    // Methods that OpenTelemetry calls, and describes.
    notDocumented: [
      '@fuelgauge/instrumentation.FetchInstrumentation.enable',
      '@fuelgauge/instrumentation.FetchInstrumentation.disable',
      '@fuelgauge/instrumentation.FuelgaugeSpanProcessor.onStart',
    ],
    // Shapes of an OpenTelemetry span and of a loaded module: only OpenTelemetry and the one line pass them.
    notExported: ['EndedSpan', 'OpenAICopy'],
  },
};

const LOOK: Partial<PluginOptions> = {
  flattenOutputFiles: true,
  excludeScopesInPaths: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: false,
  useCodeBlocks: true,
  expandParameters: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { hideSources: true, hideModifiers: true, hideInherited: true, hideOverrides: true },
};

/** Keeps what is said instead of printing it. */
class Complaints extends Logger {
  readonly found: Set<string> = new Set();

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.found.add(message);
  }
}

/** Writes the reference into memory, and judges the docstrings. Reads the sources; nothing need be built. */
export async function writeReference(): Promise<Reference> {
  const entries = entryPoints();
  const folder = await mkdtemp(join(tmpdir(), 'fuelgauge-api-'));
  try {
    const app = await application(entries, folder);
    const complaints = new Complaints();
    app.logger = complaints;
    const project = await app.convert();
    if (project === undefined) return { pages: new Map(), problems: [...complaints.found] };
    validate(app, project, entries);
    simplify(project);
    await app.generateOutputs(project);
    return { pages: await pagesIn(folder), problems: [...complaints.found] };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function application(entries: readonly EntryPoint[], folder: string): Promise<Application> {
  const app = await Application.bootstrapWithPlugins(
    {
      name: 'API reference',
      entryPoints: entries.map(({ source }) => join(ROOT, source)),
      tsconfig: join(ROOT, 'test/api-reference/tsconfig.json'),
      basePath: ROOT,
      displayBasePath: ROOT,
      plugin: ['typedoc-plugin-markdown'],
      outputs: [{ name: 'markdown', path: folder }],
      logLevel: 'Warn',
      readme: 'none',
      disableGit: true,
      preservedTypeAnnotationTags: ['@throws'],
      sourceLinkTemplate: '{path}',
      excludePrivate: true,
      excludeProtected: true,
      excludeInternal: true,
      excludeExternals: true,
      requiredToBeDocumented: DOCUMENTED as never,
      validation: { notExported: true, invalidLink: true, notDocumented: true, invalidPath: true },
      router: 'module',
      groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
      sort: ['kind', 'instance-first', 'source-order'],
      ...LOOK,
    },
    [new TSConfigReader()],
  );
  // A module is called by what stands in the import.
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.kind !== ReflectionKind.Module) return;
    const entry = entries.find(({ source }) => source.replace(/(?:\/index)?\.ts$/, '') === reflection.name);
    if (entry === undefined) throw new Error(`no entry point is called ${reflection.name}`);
    reflection.name = entry.specifier;
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => describeNames(project));
  return app;
}

/** The constants of semconv are described once, in its tables. */
function describeNames(project: ProjectReflection): void {
  const briefs = new Map([...SPAN_ATTRIBUTES, ...METRICS].map(({ name, brief }) => [name, brief]));
  const variables = project
    .getReflectionsByKind(ReflectionKind.Variable)
    .filter((one) => one.isDeclaration());
  for (const variable of variables) {
    const value = variable.type instanceof LiteralType ? variable.type.value : undefined;
    const brief = typeof value === 'string' ? briefs.get(value) : undefined;
    if (brief !== undefined) variable.comment ??= new Comment([{ kind: 'text', text: brief }]);
  }
  // Each property is a word with its meaning as its value.
  for (const words of ['ERROR_CATEGORIES', 'ERROR_OWNERS', 'ERROR_REMEDIES']) {
    const type = variables.find(({ name }) => name === words)?.type;
    if (type?.type !== 'reflection') continue;
    for (const word of type.declaration.children ?? []) {
      if (!(word.type instanceof LiteralType)) continue;
      word.comment ??= new Comment([{ kind: 'text', text: String(word.type.value) }]);
      word.type = new IntrinsicType('string');
      delete word.defaultValue;
    }
  }
}

/** TypeDoc looks for what is not exported in one package at a time. */
function validate(app: Application, project: ProjectReflection, entries: readonly EntryPoint[]): void {
  for (const name of new Set(entries.map(({ packageName }) => packageName))) {
    project.packageName = name;
    app.options.setValue('packagesRequiringDocumentation', [name]);
    app.options.setValue('intentionallyNotDocumented', EXCEPTIONS[name]?.notDocumented ?? []);
    app.options.setValue('intentionallyNotExported', EXCEPTIONS[name]?.notExported ?? []);
    app.validate(project);
  }
}

/**
 * Each export links to its file, as the repository has it; its members stand in the same file. What a method
 * overrides is nothing to a reader.
 */
function simplify(project: ProjectReflection): void {
  for (const reflection of Object.values(project.reflections)) {
    if (!reflection.isDeclaration() && !reflection.isSignature()) continue;
    delete reflection.overwrites;
    delete reflection.inheritedFrom;
    if (!isExport(reflection)) delete reflection.sources;
    if (reflection.isDeclaration()) listMeanings(reflection);
    for (const source of reflection.sources ?? []) source.url = `../../${source.fileName}`;
    for (const tag of reflection.comment?.blockTags ?? []) {
      // Markdown leaves out `{TypeError}`.
      const type = tag.typeAnnotation?.replace(/^\{(.*)\}$/, '$1');
      if (type !== undefined)
        tag.content.unshift({ kind: 'code', text: `\`${type}\`` }, { kind: 'text', text: ' ' });
    }
  }
}

/** Markdown leaves out the comments on the members of a union. */
function listMeanings({ type, comment }: DeclarationReflection): void {
  if (!(type instanceof UnionType)) return;
  for (const [at, meaning] of (type.elementSummaries ?? []).entries()) {
    if (meaning.length === 0) continue;
    comment?.summary.push({ kind: 'text', text: `\n- \`${type.types[at]}\`: ` }, ...meaning);
  }
}

function isExport(reflection: Reflection): boolean {
  const { parent } = reflection;
  return (
    parent?.kind === ReflectionKind.Module ||
    (reflection.isSignature() && parent?.parent?.kind === ReflectionKind.Module)
  );
}

async function pagesIn(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(names.map((name, at) => [name, `${HEADER}\n\n${withoutLines(texts[at]!)}`]));
}

/** A line number is wrong after the next edit. */
const withoutLines = (page: string): string => page.replaceAll(/^(Defined in: \[[^\]]+):\d+\]/gm, '$1]');
