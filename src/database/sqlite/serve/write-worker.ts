import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../sqlite-error.ts';
import { answerWrites } from './answer-writes.ts';
import type { WriteRequest } from './write-requests.ts';

/** The thread that writes to a store for a server. */
serveThread<WriteRequest>(answerWrites, toStoreError);
