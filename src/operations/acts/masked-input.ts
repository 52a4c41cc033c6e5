import { isRecord } from '../../model/is-record.ts';
import { pathText } from '../../model/payload/special-values.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';

/** An input with the mask in it was copied from where runlens hides a secret, and is not sent. */
export function maskedInputRefusal(input: unknown): string | undefined {
  const path = findMask(input);
  return path && `the input holds ${mask} at ${path}, which stands for a secret and is not its value`;
}

type Member = { readonly value: unknown; readonly name?: string | number; readonly parent?: Member };

/** Without recursion: an input may be nested deeper than the stack. */
function findMask(input: unknown): string | undefined {
  const members: Member[] = [{ value: input }];
  for (const parent of members) {
    const { value, name } = parent;
    if (holdsMask(value) || holdsMask(name)) return pathText(pathOf(parent)).replace('$', 'input');
    for (const [name, member] of namedMembers(value)) members.push({ value: member, name, parent });
  }
  return undefined;
}

function holdsMask(text: unknown): boolean {
  return typeof text === 'string' && text.includes(mask);
}

function namedMembers(value: unknown): Iterable<readonly [string | number, unknown]> {
  if (Array.isArray(value)) return value.entries();
  return isRecord(value) ? Object.entries(value) : [];
}

function pathOf(member: Member): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Member | undefined = member; at; at = at.parent)
    if (at.name !== undefined) path.unshift(at.name);
  return path;
}
