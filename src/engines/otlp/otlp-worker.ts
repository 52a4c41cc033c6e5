import { serveThread } from '../../async/serve-thread.ts';
import { toFileError } from './otlp-files.ts';
import { createAnswer, type Request } from './requests.ts';

/** The thread that reads the files: a line may hold thousands of spans, and is parsed at once. */
serveThread<Request>(createAnswer, toFileError);
