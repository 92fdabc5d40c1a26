const callbacks = new Set<() => void>();

/** Calls back when this process ends, unless it is taken back. One listener for all: Node warns of many. */
export function atExit(callback: () => void): () => void {
  if (callbacks.size === 0) process.once('exit', run);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) process.off('exit', run);
  };
}

function run(): void {
  for (const callback of callbacks) callback();
}
