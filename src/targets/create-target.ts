import type { ConfigOwner } from '../contract/engine.ts';
import type { TargetInfo } from '../contract/run-store.ts';
import { formatLocation } from './format-location.ts';
import type { EngineLocation, Location } from './location.ts';
import { findProjectFolder } from './project-folder.ts';
import { readToken, type TokenRequest, tokenAdvice, tokenVariable, withheldReason } from './read-token.ts';
import type { EngineTarget, SingleTarget } from './target.ts';
import type { TargetContext } from './target-place.ts';

/** A location with what is known of it, before it is made a target. */
export type FoundLocation = {
  readonly name: string;
  /** Whether a configuration gave it that name. */
  readonly isNamed?: true;
  readonly location: Location;
  readonly givenBy: ConfigOwner;
  readonly isInsecure?: boolean;
  /** A whole path. */
  readonly tokenFile?: string;
};

export function createTarget(
  found: FoundLocation,
  reason: string,
  place: TargetContext,
  isOneOfMany = false,
): SingleTarget {
  const { name, location, isNamed } = found;
  const named = isNamed ? { isNamed } : {};
  const shown = formatLocation(location, place.cwd, place.home);
  if (location.kind === 'engine') {
    const { kind, isNear } = location.engine;
    const info = { name, kind, location: shown, reason, ...named, ...(isNear ? { isNear } : {}) };
    const base = { ...location, givenBy: found.givenBy, projectFolder: () => findProjectFolder(place.cwd) };
    if (location.engine.tokenVariable === undefined)
      return { ...base, info, readToken: async () => undefined, warnings: [] };
    return { ...base, ...engineServer(found, location, place, isOneOfMany, info) };
  }
  const info = { name, kind: location.kind, location: shown, reason, ...named };
  if (location.kind !== 'http') return { ...location, info, warnings: [] };
  const isInsecure = found.isInsecure === true;
  const question: TokenRequest = { ...found, url: location.url, isOneOfMany };
  return {
    ...location,
    isInsecure,
    readToken: () => readToken(question, place),
    tokenAdvice: () => tokenAdvice(question, place),
    info: isInsecure ? { ...info, isInsecure: true } : info,
    warnings: [...(isInsecure ? [insecureWarning(shown)] : []), ...withheldWarning(question, place)],
  };
}

function insecureWarning(shown: string): string {
  return shown.startsWith('http:')
    ? `what goes to and fro with ${shown}, a token too, can be read on its way`
    : `${shown} is not checked to be the right server: its certificate is not looked at`;
}

function engineServer(
  found: FoundLocation,
  { engine, place: url }: EngineLocation,
  place: TargetContext,
  isOneOfMany: boolean,
  info: TargetInfo,
): Pick<EngineTarget, 'info' | 'readToken' | 'warnings'> {
  const question: TokenRequest = { ...found, url, isOneOfMany, variable: engine.tokenVariable };
  const isInsecure = found.isInsecure === true;
  return {
    info: isInsecure ? { ...info, isInsecure } : info,
    readToken: () => readToken(question, place),
    warnings: [...(isInsecure ? [insecureWarning(url)] : []), ...withheldWarning(question, place)],
  };
}

function withheldWarning(question: TokenRequest, { env }: TargetContext): readonly string[] {
  const why = withheldReason(question, env);
  if (why === undefined) return [];
  const { origin } = new URL(question.url);
  const variable = tokenVariable(question);
  return [`${variable} is not sent to ${origin}: ${why}; ${variable}_ORIGIN=${origin} lets it go there`];
}
