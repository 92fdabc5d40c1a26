/**
 * The instrumentations that can be put under the suite, and how each is applied to a module graph by hand.
 * By hand, because the suite tests sources (`openai` is an alias of `src/index.ts`), which no loader hook
 * sees. This file is loaded inside the test workers too, so it imports nothing.
 */

/** `openai` as the tests see it: its module namespace. */
export interface OpenAIModule {
  readonly OpenAI: object;
  readonly [name: string]: unknown;
}

/** The exports of an instrumentation package; each one has another shape, so they are not typed further. */
// biome-ignore lint/suspicious/noExplicitAny: foreign packages of many shapes
export type InstrumentationModule = any;

export interface Subject {
  /** npm packages, with versions, that are installed into the cache for this subject. */
  readonly packages: readonly string[];
  /** What to `require` from there; undefined for ours, which is loaded from its built files. */
  readonly entry: string | undefined;
  /** The package itself imports `openai`, so its import must be led to the graph under test. */
  readonly importsOpenAI?: true;
  /** Applies the instrumentation to the graph under test. */
  patch(scene: Scene): void;
}

export interface Scene {
  /** What {@link Subject.entry} exports. */
  readonly module: InstrumentationModule;
  readonly openai: OpenAIModule;
  readonly meterProvider: unknown;
  /** `require` from the folder where the packages are installed. */
  readonly require: (path: string) => InstrumentationModule;
}

export const subjects = {
  ours: {
    packages: [],
    entry: undefined,
    patch({ module, openai }) {
      new module.OpenAIInstrumentation().manuallyInstrument(openai);
    },
  },
  contrib: {
    packages: ['@opentelemetry/instrumentation-openai@0.22.0'],
    entry: '@opentelemetry/instrumentation-openai',
    // It has no manual method and its own range ends below 7: its patch function is called directly.
    patch({ module, openai, meterProvider }) {
      const instrumentation = new module.OpenAIInstrumentation();
      instrumentation.setMeterProvider(meterProvider);
      for (const definition of instrumentation.init()) definition.patch({ OpenAI: openai.OpenAI });
    },
  },
  traceloop: {
    packages: ['@traceloop/instrumentation-openai@0.27.0'],
    entry: '@traceloop/instrumentation-openai',
    patch({ module, openai }) {
      new module.OpenAIInstrumentation().manuallyInstrument(openai.OpenAI);
    },
  },
  arize: {
    packages: ['@arizeai/openinference-instrumentation-openai@4.2.7', 'openai@7.5.0'],
    entry: '@arizeai/openinference-instrumentation-openai',
    importsOpenAI: true,
    patch({ module, openai }) {
      new module.OpenAIInstrumentation().manuallyInstrument({ OpenAI: openai.OpenAI });
    },
  },
  openlit: {
    packages: ['openlit@1.15.0'],
    // Not among its exports, so it is reached by its path inside the package.
    entry: './node_modules/openlit/dist/instrumentation/openai/index.js',
    // Its wrappers throw unless its configuration is set, which `Openlit.init` does beside starting exporters.
    patch({ module, openai, require }) {
      const { default: config } = require('./node_modules/openlit/dist/config.js');
      config.updateConfig({ applicationName: 'openai-suite', disableMetrics: true, disableEvents: true });
      config.pricingInfo = {};
      new module.default().manualPatch({ OpenAI: openai.OpenAI });
    },
  },
} as const satisfies Record<string, Subject>;

export type SubjectName = keyof typeof subjects;

export const subjectNames: readonly string[] = Object.keys(subjects);

export function isSubjectName(name: string): name is SubjectName {
  return Object.hasOwn(subjects, name);
}
