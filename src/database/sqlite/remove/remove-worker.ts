import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../store-error.ts';
import { answerRemovals, type RemoveRequest } from './answer-removals.ts';

/** The thread that removes runs from a store. */
serveThread<RemoveRequest>(answerRemovals, toStoreError);
