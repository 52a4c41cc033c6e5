import { serveThread } from '../../async/serve-thread.ts';
import { createAnswer, type Request } from './answer-case-request.ts';
import { toCaseError } from './case-path.ts';

/** A thread, because a case is parsed in one go. */
serveThread<Request>(createAnswer, toCaseError);
