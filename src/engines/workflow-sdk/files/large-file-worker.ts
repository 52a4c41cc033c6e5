import { serveThread } from '../../../async/serve-thread.ts';
import { answerLargeFile, type LargeRequest } from './answer-large-file.ts';
import { toFolderError } from './data-files.ts';

/** The thread that reads large files: one may take seconds to parse and decode. */
serveThread<LargeRequest>(() => answerLargeFile, toFolderError);
