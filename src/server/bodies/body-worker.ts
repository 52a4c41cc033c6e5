import { serveThread } from '../../async/serve-thread.ts';
import { packEvents } from '../../contract/event-batch.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type ParseRequest, parseBody } from './parse-body.ts';

/** A thread, because a body of 64 MB takes a second to parse and to validate. */
serveThread<ParseRequest>(
  () =>
    ({ type, bytes }) => {
      try {
        const body = parseBody(type, bytes);
        return { body: 'facts' in body ? { ...body, facts: packEvents(body.facts) } : body };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return { problem: error.problem, detail: error.message, hint: error.hint };
      }
    },
  error => error,
);
