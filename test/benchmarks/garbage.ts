import { PerformanceObserver } from 'node:perf_hooks';

export interface Pauses {
  /** Milliseconds of garbage collection that began between two times of `performance.now()`. */
  between(start: number, end: number): number;
}

/** Notes each garbage collection of this process until it is stopped. */
export function watchGarbageCollection(): { stop(): Promise<Pauses> } {
  const pauses: { readonly start: number; readonly duration: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) pauses.push({ start: entry.startTime, duration: entry.duration });
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async stop() {
      // Entries are handed over later.
      await new Promise((resolve) => setTimeout(resolve, 50));
      observer.disconnect();
      return {
        between: (start, end) =>
          pauses
            .filter((pause) => pause.start >= start && pause.start < end)
            .reduce((sum, pause) => sum + pause.duration, 0),
      };
    },
  };
}
