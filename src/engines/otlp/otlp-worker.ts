import { serveThread } from '../../async/serve-thread.ts';
import { createAnswer, type Request } from './answer-otlp-request.ts';
import { toFileError } from './files/otlp-files.ts';

/** The thread that reads the files. A line may hold thousands of spans and is parsed in one go. */
serveThread<Request>(createAnswer, toFileError);
