import type { CaseOrigin } from '../../case-file/case-format.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { Context } from './context.ts';
import { readVersion } from './version.ts';

/** Where a case is from: kinds of targets alone, since a location may be nobody's business. */
export function caseOrigin({ kind, members }: TargetInfo, { now }: Pick<Context, 'now'>): CaseOrigin {
  const kinds = members?.map(member => member.kind) ?? [kind];
  return { program: `runlens ${readVersion()}`, createdAt: now(), from: [...new Set(kinds)].sort() };
}
