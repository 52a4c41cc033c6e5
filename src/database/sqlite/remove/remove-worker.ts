import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../sqlite-error.ts';
import { answerRemovals } from './answer-removals.ts';
import type { RemoveRequest } from './remove-requests.ts';

/** The thread that removes runs from a store. */
serveThread<RemoveRequest>(answerRemovals, toStoreError);
