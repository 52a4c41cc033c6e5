/** The error of a run whose process is gone. */
export const processLost = { name: 'ProcessLost', message: 'its process is gone' } as const;
