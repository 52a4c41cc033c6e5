import { serveThread } from '../../async/serve-thread.ts';
import { createAnswer } from './answer-otlp-request.ts';
import { toFileError } from './files/otlp-files.ts';

/** A thread, because a line may hold thousands of spans and is parsed in one go. */
serveThread(createAnswer, toFileError);
