import { serveThread } from '../../async/serve-thread.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type ParseRequest, parseBody } from './parse-body.ts';

/** A thread, because a body of 64 MB takes a second to parse and to validate. */
serveThread<ParseRequest>(
  () =>
    ({ type, bytes }) => {
      try {
        return { body: parseBody(type, bytes) };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return { problem: error.problem, detail: error.message, hint: error.hint };
      }
    },
  error => error,
);
