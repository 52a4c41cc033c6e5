import { InspectorError } from '../model/errors.ts';
import type { MaskedPart } from '../model/text/redact-value.ts';

/** The first member of every case file, whose value is the version of its format. */
export const caseKey = 'runlensCase';

export const caseVersion = 1;

const megabyte = 1_024 * 1_024;
/** The longest text that JavaScript holds has half a gigabyte. */
export const mostCaseBytes = 256 * megabyte;

/** `createdAt` is in epoch ms; `from` has the kinds of the stores. */
export type CaseOrigin = {
  readonly program: string;
  readonly createdAt: number;
  readonly from: readonly string[];
};

/** How many secrets were masked at a path, such as `steps[].input.password`. */
export type MaskedPlace = Pick<MaskedPart, 'kind' | 'count'> & { readonly path: string };

/** Never holds a masked value. `others` were masked at further places. */
export type Masked = {
  readonly total: number;
  readonly places: readonly MaskedPlace[];
  readonly others: number;
};

export function tooLargeCase(what: string, hint: string): InspectorError {
  const limit = `${mostCaseBytes / megabyte} MB`;
  return new InspectorError('unsupported', `${what} more than ${limit}, the most that a case file may have`, {
    hint,
  });
}
