import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import type { RunStatus } from '../../model/status.ts';

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

const codesByKind: Readonly<Record<InspectorErrorKind, number>> = {
  usage: exitCodes.usage,
  'not-found': exitCodes.notFound,
  auth: exitCodes.auth,
  unreachable: exitCodes.unreachable,
  timeout: exitCodes.unreachable,
  unreadable: exitCodes.failed,
  unsupported: exitCodes.failed,
  conflict: exitCodes.failed,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof InspectorError ? codesByKind[error.kind] : exitCodes.failed;
}

export function exitCodeOfStatus(status: RunStatus): number {
  return status === 'failed' || status === 'canceled' ? exitCodes.failed : exitCodes.ok;
}
