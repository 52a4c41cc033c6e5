import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCode } from '../../model/errors.ts';
import { type ProblemName, problems } from '../../protocol/problem.ts';
import { ProblemError, problemBody } from '../request/problem-error.ts';

/**
 * Responds to invalid HTTP, which reaches no handler, and closes the connection. While another response is
 * being sent it only closes, because the client would read a second head as part of that response.
 */
export function respondToBadHeads(server: Server): void {
  const pending = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    const responses = pending.get(socket) ?? new Set();
    pending.set(socket, responses.add(response));
    response.once('close', () => responses.delete(response));
  });
  server.on('clientError', (error, socket) => {
    const code = errorCode(error);
    const responses = pending.get(socket)?.values();
    const isResponding = responses?.some(({ headersSent }) => headersSent);
    if (code === 'ECONNRESET' || !socket.writable || isResponding) {
      socket.destroy();
      return;
    }
    const { status, body } = toProblemText(...problemFor(code));
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/problem+json',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}

/** For a request whose path and `Host` header are no valid URL. */
export function respondToBadRequest(): Response {
  const { status, body } = toProblemText(
    'bad-request',
    'the address or the "host" of the request cannot be read',
  );
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

function problemFor(code: unknown): readonly [ProblemName, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['header-too-large', 'address and headers are too long'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['too-slow', 'the request did not arrive in time'];
  return ['bad-request', 'this is not an HTTP request'];
}

function toProblemText(name: ProblemName, detail: string) {
  const body = JSON.stringify(problemBody(new ProblemError(name, detail), randomUUID()));
  return { status: problems[name].status, body };
}
