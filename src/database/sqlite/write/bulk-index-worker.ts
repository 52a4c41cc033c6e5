import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../sqlite-error.ts';
import { answerBulkIndex, type BulkIndexRequest } from './answer-bulk-index.ts';

/** The thread that indexes texts while a store is filled in one go. */
serveThread<BulkIndexRequest>(answerBulkIndex, toStoreError);
