/** Which cell runs now; telemetry is told apart by it. */
export const current: { cell: string } = { cell: 'start' };
