import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../store-error.ts';
import { answerWrites, type WriteRequest } from './answer-writes.ts';

/** The thread that writes to a store for a server. */
serveThread<WriteRequest>(answerWrites, toStoreError);
