import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ProblemName, problems } from '../protocol/problem.ts';
import { ProblemError, problemBody } from './problem-error.ts';

/**
 * Answers what is no HTTP request that a handler could see, and ends the connection; also in the middle of an
 * answer, of which another one's head would seem a part.
 */
export function respondToBadHeads(server: Server): void {
  const underWay = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', ({ socket }, answer) => {
    const answers = underWay.get(socket) ?? new Set();
    underWay.set(socket, answers.add(answer));
    answer.once('close', () => answers.delete(answer));
  });
  server.on('clientError', (error, socket) => {
    const hasBegun =
      underWay
        .get(socket)
        ?.values()
        .some(answer => answer.headersSent) ?? false;
    answerBadHead(error, socket, hasBegun);
  });
}

function answerBadHead(error: Error, socket: Duplex, hasBegun: boolean): void {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable || hasBegun) {
    socket.destroy();
    return;
  }
  const { status, body } = toBody(...saying(code));
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
}

/** Answers a request whose address or `Host` makes no URL. */
export function respondToBadRequest(): Response {
  const { status, body } = toBody('bad-request', 'the address or the "host" of the request cannot be read');
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

function saying(code: unknown): readonly [ProblemName, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['header-too-large', 'address and headers are too long'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['too-slow', 'the request did not arrive in time'];
  return ['bad-request', 'this is no HTTP request'];
}

function toBody(name: ProblemName, detail: string): { readonly status: number; readonly body: string } {
  const body = JSON.stringify(problemBody(new ProblemError(name, detail), randomUUID()));
  return { status: problems[name].status, body };
}
