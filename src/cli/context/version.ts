import { readFileSync } from 'node:fs';
import type { CaseOrigin } from '../../case-file/case-format.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { Context } from './context.ts';

export function readVersion(): string {
  for (const path of ['../package.json', '../../../package.json']) {
    const version = versionIn(new URL(path, import.meta.url));
    if (version !== undefined) return version;
  }
  return 'unknown';
}

function versionIn(file: URL): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('version' in value)) return undefined;
    return typeof value.version === 'string' ? value.version : undefined;
  } catch {
    return undefined;
  }
}

export function madeBy(): string {
  return `runlens ${readVersion()}`;
}

/** A case names kinds of targets alone, since their locations may be private. */
export function caseOrigin({ kind, members }: TargetInfo, { now }: Pick<Context, 'now'>): CaseOrigin {
  const kinds = members?.map(member => member.kind) ?? [kind];
  return { program: madeBy(), createdAt: now(), from: [...new Set(kinds)].sort() };
}
