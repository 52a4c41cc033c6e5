import { closeSync, existsSync, fstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigOwner } from '../contract/engine.ts';
import { openRegularFile, readOpenFile, UnfitFile } from '../files/read-small-file.ts';
import { errorCode, InspectorError } from '../model/errors.ts';
import { tokenVariableOf } from './engines.ts';
import { formatPath, type Location } from './location.ts';
import type { TargetContext } from './target.ts';

export type TokenRequest = {
  readonly url: string;
  readonly writtenBy: ConfigOwner;
  /** Whether servers of other origins, in the same list, take their token from the same variable. */
  readonly sharesToken: boolean;
  readonly tokenFile?: string;
  /** The environment variable that may hold the token; `RUNLENS_TOKEN` unless given. */
  readonly variable?: string;
};

export function tokenVariable({ variable = 'RUNLENS_TOKEN' }: Pick<TokenRequest, 'variable'>): string {
  return variable;
}

/**
 * The token of the environment, if it may go there, else of the target's own file, else of `tokens.yaml`.
 * Throws an `InspectorError` for a file that others can read.
 */
export async function readToken(request: TokenRequest, context: TargetContext): Promise<string | undefined> {
  const token = tokenOf(request, context.env);
  if (token !== undefined && withheldReason(request, context.env) === undefined) return token;
  if (request.tokenFile !== undefined) return readTokenFile(request.tokenFile);
  const path = join(dirname(await context.userConfigPath()), 'tokens.yaml');
  return existsSync(path) ? readTokens(path, originOf(request.url)) : undefined;
}

export async function tokenAdvice(request: TokenRequest, context: TargetContext): Promise<string> {
  const path = join(dirname(await context.userConfigPath()), 'tokens.yaml');
  const write = `write "${originOf(request.url)}: rl_…" into ${formatPath(path, context.cwd, context.home)}`;
  const reason = withheldReason(request, context.env);
  const variable = tokenVariable(request);
  return reason === undefined
    ? `set ${variable}, or ${write}`
    : `${variable} is not sent there: ${reason}; ${write}`;
}

/**
 * Why the token of the environment is not sent to a server; `undefined` where it is sent, or there is none.
 * `<variable>_ORIGIN` names the server to which it may be sent.
 */
export function withheldReason(request: TokenRequest, env: TargetContext['env']): string | undefined {
  if (tokenOf(request, env) === undefined) return undefined;
  const { url, writtenBy, sharesToken } = request;
  const origin = originOf(url);
  const variable = `${tokenVariable(request)}_ORIGIN`;
  const allowed = env[variable]?.trim();
  if (allowed) {
    if (!URL.canParse(allowed)) {
      const hint = 'write it as https://runs.example.com';
      throw new InspectorError('usage', `${variable} is not the origin of a server`, { hint });
    }
    return originOf(allowed) === origin ? undefined : `${variable} names another server than ${origin}`;
  }
  if (writtenBy === 'project') return `the address ${origin} comes from a project's file`;
  return sharesToken ? 'several servers would get it' : undefined;
}

export function serverOf(location: Location) {
  if (location.kind === 'http') return { variable: tokenVariable({}), origin: originOf(location.url) };
  const variable = location.kind === 'engine' ? tokenVariableOf(location.engine) : undefined;
  if (location.kind !== 'engine' || variable === undefined) return undefined;
  return { variable, origin: originOf(location.place) };
}

function tokenOf(request: TokenRequest, env: TargetContext['env']): string | undefined {
  return env[tokenVariable(request)]?.trim() || undefined;
}

/** `URL` gives only web schemes an origin. */
export function originOf(url: string): string {
  const { origin, protocol, host } = new URL(url);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}

function readTokenFile(path: string): string {
  const token = readPrivateFile(path).trim();
  if (token !== '' && !/\s/.test(token)) return token;
  throw new InspectorError('auth', `${path} holds no token, or more than one`, {
    hint: 'write the token into it, and nothing else',
  });
}

async function readTokens(path: string, origin: string): Promise<string | undefined> {
  const text = readPrivateFile(path);
  for (const [server, token] of Object.entries(await parseTokenFile(path, text))) {
    if (!URL.canParse(server)) throw unreadableTokens(path, 'one of its keys is not an address');
    if (originOf(server) === origin) return token;
  }
  return undefined;
}

/** Errors of YAML and of a schema may quote the file, so none is passed on. */
async function parseTokenFile(path: string, text: string): Promise<Readonly<Record<string, string>>> {
  const { parseTokens } = await import('./config-parser.ts');
  try {
    return text.replace(/^\s*#.*$/gm, '').trim() === '' ? {} : parseTokens(text);
  } catch {
    throw unreadableTokens(path, 'it is not a list of servers and tokens');
  }
}

function unreadableTokens(path: string, reason: string): InspectorError {
  const hint = 'each line is an address and its token, such as https://runs.example.com: rl_…';
  return new InspectorError('auth', `cannot read the tokens in ${path}: ${reason}`, { hint });
}

const forOthers = 0o077;

/** Throws an `InspectorError` if another user owns the file or can read it. */
function readPrivateFile(path: string): string {
  let file: number | undefined;
  try {
    file = openRegularFile(path);
    const { mode, uid } = fstatSync(file);
    if (process.platform !== 'win32') refuseShared(path, mode, uid);
    return readOpenFile(file);
  } catch (error) {
    if (error instanceof InspectorError) throw error;
    const reason = error instanceof UnfitFile ? error.message : (errorCode(error) ?? 'it cannot be opened');
    throw new InspectorError('auth', `cannot read the token in ${path}: ${reason}`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function refuseShared(path: string, mode: number, uid: number): void {
  if (uid !== process.getuid?.()) {
    const hint = 'create a file of your own that nobody else can read';
    throw new InspectorError('auth', `${path} belongs to another user: no token is read from it`, { hint });
  }
  if ((mode & forOthers) !== 0) {
    const hint = `chmod 600 ${path}`;
    throw new InspectorError('auth', `others can read ${path}: no token is read from it`, { hint });
  }
}
