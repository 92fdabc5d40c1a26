import { PerformanceObserver } from 'node:perf_hooks';

export interface Collections {
  /** Whether a garbage collection began between two times of `performance.now()`. */
  fellBetween(start: number, end: number): boolean;
}

/** Notes each garbage collection of this process until it is stopped. */
export function watchGarbageCollection(): { stop(): Promise<Collections> } {
  const starts: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) starts.push(entry.startTime);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async stop() {
      // Entries are handed over later.
      await new Promise((resolve) => setTimeout(resolve, 50));
      observer.disconnect();
      return { fellBetween: (start, end) => starts.some((at) => at >= start && at < end) };
    },
  };
}
