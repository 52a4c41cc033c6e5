import { lostErrorName } from '../../model/status.ts';

/** The name under which a run is filed as failed when the process that ran it is gone. */
export const processLost = { name: lostErrorName, message: 'its process is gone' } as const;
