import { serveThread } from '../../async/serve-thread.ts';
import { createAnswer, type Request } from './answer-otlp-request.ts';
import { toFileError } from './files/otlp-files.ts';

/** The thread that reads the files: a line may hold thousands of spans, and is parsed at once. */
serveThread<Request>(createAnswer, toFileError);
