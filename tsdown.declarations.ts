interface Chunk {
  readonly type: string;
  readonly fileName: string;
  code?: string;
}

/**
 * For `outputOptions` of a build: declarations have no source map, and must not name one that is not there, as they
 * do where the code has one.
 */
export function unmappedDeclarations<Options extends object>(options: Options): Options {
  return { ...options, plugins: [plugin] };
}

const plugin = {
  name: 'unmapped-declarations',
  generateBundle(_: unknown, bundle: Readonly<Record<string, Chunk>>): void {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !/\.d\.[mc]ts$/.test(chunk.fileName)) continue;
      chunk.code = chunk.code?.replace(/^\/\/# sourceMappingURL=.*$/m, '') ?? '';
    }
  },
};
