import { timingSafeEqual } from 'node:crypto';
import { type Scope, scopes } from '../../contract/served-store.ts';
import { isLoopbackHost } from '../../model/loopback.ts';
import { missingScopeText } from '../../model/token-scope.ts';
import { allows, type Grant } from '../request/grant.ts';
import { ProblemError } from '../request/problem-error.ts';
import { createTokenCache, hashSecret, type KnownTokens, parseToken } from './tokens.ts';

/**
 * `tokens`: every client needs a token. `loopback`: the server is bound to a loopback address, and clients on
 * this machine may do everything until the first token is created.
 */
export type Access = 'tokens' | 'loopback';

const nobody: Grant = { scopes: [] };
const noHash = Buffer.alloc(32);

export function createAuthenticator(tokens: KnownTokens, access: Access) {
  const cache = createTokenCache(tokens);

  async function identify(headers: Headers): Promise<Grant> {
    const presented = presentedToken(headers);
    if (presented !== undefined) return grantFor(presented);
    if (access === 'tokens' || (await cache.hasAny())) return nobody;
    const reason = foreignReason(headers);
    if (reason === undefined) return { scopes };
    throw new ProblemError('forbidden', `this request needs a token: ${reason}`, {
      hint: 'make a token with "runlens serve token add"',
    });
  }

  /** Needs the same time for an unknown token as for a wrong secret. */
  async function grantFor(presented: string): Promise<Grant> {
    const parsed = parseToken(presented);
    if (!parsed) throw wrongToken();
    const hash = hashSecret(parsed.secret);
    const known = await cache.find(parsed.id);
    const isRight = timingSafeEqual(hash, toHash(known?.hash));
    if (!known || !isRight || known.revokedAt !== undefined) throw wrongToken();
    return { token: { id: known.id, name: known.name }, scopes: known.scopes };
  }

  return {
    /** Rejects with a `ProblemError` for a wrong or missing token. */
    async authenticate(headers: Headers) {
      const grant = await identify(headers);
      if (grant === nobody) throw noToken();
      return grant;
    },
    /** The same, but a client without a token gets a grant that allows nothing. */
    identify,
  };
}

export function requireScope(grant: Grant, scope: Scope): void {
  if (allows(grant, scope)) return;
  throw new ProblemError('forbidden', missingScopeText(scope), {
    headers: { 'www-authenticate': `Bearer realm="runlens", error="insufficient_scope", scope="${scope}"` },
  });
}

/** Another scheme in `authorization` may be for a proxy, next to an API key for this server. */
function presentedToken(headers: Headers): string | undefined {
  const authorization = headers.get('authorization');
  const bearer = /^Bearer +(.+)$/i.exec(authorization?.trim() ?? '')?.[1]?.trim();
  return bearer ?? headers.get('x-api-key')?.trim() ?? (authorization === null ? undefined : '');
}

/** Anything other than a SHA-256 hash matches no token. */
function toHash(hex: string | undefined): Buffer {
  const hash = Buffer.from(hex ?? '', 'hex');
  return hash.length === noHash.length ? hash : noHash;
}

function noToken(): ProblemError {
  return new ProblemError('unauthorized', 'this server needs a token', {
    hint: 'send it as "authorization: Bearer <token>" or as "x-api-key: <token>"',
    headers: { 'www-authenticate': 'Bearer realm="runlens"' },
  });
}

function wrongToken(): ProblemError {
  return new ProblemError('unauthorized', 'the token is unknown or was revoked', {
    hint: 'request a new one from the operator of the server',
    headers: { 'www-authenticate': 'Bearer realm="runlens", error="invalid_token"' },
  });
}

const proxyHeaders = ['forwarded', 'via', 'x-real-ip'];

/** Why a request over loopback may not come from a program here: web pages and proxies can send one, too. */
function foreignReason(headers: Headers): string | undefined {
  const host = headers.get('host') ?? '';
  if (!isLoopbackHost(host.replace(/:\d+$/, ''))) return 'its host is not a loopback name';
  for (const [name] of headers) {
    if (proxyHeaders.includes(name) || name.startsWith('x-forwarded-')) return 'it came through a proxy';
  }
  const site = headers.get('sec-fetch-site');
  const isForeignPage = site !== null && site !== 'none' && site !== 'same-origin';
  return headers.has('origin') || isForeignPage ? 'it was sent by a page in a browser' : undefined;
}
