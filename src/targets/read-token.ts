import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigOwner } from '../contract/engine.ts';
import { InspectorError } from '../model/errors.ts';
import { formatPath } from './format-path.ts';
import { readPrivateFile } from './private-file.ts';
import type { TargetContext } from './target-place.ts';

/** A server that may want a token, and who said that it is there. */
export type TokenRequest = {
  readonly url: string;
  readonly givenBy: ConfigOwner;
  /** Whether servers of other origins stand in the same list. */
  readonly isOneOfMany: boolean;
  readonly tokenFile?: string;
  /** The environment variable that may hold the token; `RUNLENS_TOKEN` unless given. */
  readonly variable?: string;
};

export function tokenVariable({ variable = 'RUNLENS_TOKEN' }: Pick<TokenRequest, 'variable'>): string {
  return variable;
}

/**
 * The token for a server: that of the environment where it may go there, then the target's own file, then the
 * user's `tokens.yaml`. Throws an `InspectorError` for a file that others can read.
 */
export async function readToken(question: TokenRequest, place: TargetContext): Promise<string | undefined> {
  const given = tokenOf(question, place.env);
  if (given !== undefined && withheldReason(question, place.env) === undefined) return given;
  if (question.tokenFile !== undefined) return readTokenFile(question.tokenFile);
  const path = join(dirname(await place.userConfigPath()), 'tokens.yaml');
  return existsSync(path) ? readTokens(path, originOf(question.url)) : undefined;
}

/** What to do for a server that wants a token where there is none. */
export async function tokenAdvice(question: TokenRequest, place: TargetContext): Promise<string> {
  const path = join(dirname(await place.userConfigPath()), 'tokens.yaml');
  const write = `write "${originOf(question.url)}: rl_…" into ${formatPath(path, place.cwd, place.home)}`;
  const why = withheldReason(question, place.env);
  const variable = tokenVariable(question);
  return why === undefined
    ? `set ${variable}, or ${write}`
    : `${variable} is not sent there: ${why}; ${write}`;
}

/**
 * Why the environment holds a token that does not go to a server; `<variable>_ORIGIN` says where it may go.
 */
export function withheldReason(question: TokenRequest, env: TargetContext['env']): string | undefined {
  if (tokenOf(question, env) === undefined) return undefined;
  const { url, givenBy, isOneOfMany } = question;
  const origin = originOf(url);
  const variable = `${tokenVariable(question)}_ORIGIN`;
  const meant = env[variable]?.trim();
  if (meant) {
    if (!URL.canParse(meant)) {
      throw new InspectorError('usage', `${variable} is no origin of a server`, {
        hint: 'write it as https://runs.example.com',
      });
    }
    return originOf(meant) === origin ? undefined : `${variable} names another server than ${origin}`;
  }
  if (givenBy === 'project') return `the address ${origin} comes from a project's file`;
  return isOneOfMany ? 'several servers are asked' : undefined;
}

function tokenOf(question: TokenRequest, env: TargetContext['env']): string | undefined {
  return env[tokenVariable(question)]?.trim() || undefined;
}

function originOf(url: string): string {
  return new URL(url).origin;
}

function readTokenFile(path: string): string {
  const token = readPrivateFile(path).trim();
  if (token !== '' && !/\s/.test(token)) return token;
  throw new InspectorError('auth', `${path} holds no token, or more than one`, {
    hint: 'it holds the token and nothing else',
  });
}

async function readTokens(path: string, origin: string): Promise<string | undefined> {
  const text = readPrivateFile(path);
  for (const [server, token] of Object.entries(await parseTokens(path, text))) {
    if (!URL.canParse(server)) throw unreadable(path, 'one of its keys is no address');
    if (originOf(server) === origin) return token;
  }
  return undefined;
}

/** What YAML or a schema says of the file may quote it, so none of it is told. */
async function parseTokens(path: string, text: string): Promise<Readonly<Record<string, string>>> {
  const [{ load }, v] = await Promise.all([import('js-yaml'), import('valibot')]);
  const schema = v.record(v.string(), v.pipe(v.string(), v.nonEmpty()));
  try {
    return text.replace(/^\s*#.*$/gm, '').trim() === '' ? {} : v.parse(schema, load(text));
  } catch {
    throw unreadable(path, 'it is no list of servers and tokens');
  }
}

function unreadable(path: string, reason: string): InspectorError {
  return new InspectorError('auth', `cannot read the tokens in ${path}: ${reason}`, {
    hint: 'each line is an address and its token, such as https://runs.example.com: rl_…',
  });
}
