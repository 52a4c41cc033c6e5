import { serveThread } from '../../../async/serve-thread.ts';
import { answerLargeFile, type LargeRequest } from './answer-large-file.ts';
import { toFolderError } from './data-files.ts';

/** Parsing and decoding a large file may take seconds. */
serveThread<LargeRequest>(() => answerLargeFile, toFolderError);
