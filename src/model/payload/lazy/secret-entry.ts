import { isSecretMember, namesBesideOf } from '../../text/secrets/secret-member.ts';
import { LazyContainer } from './lazy-payload.ts';

/** Whether its own name, or what stands beside it, makes a member of a list or an object a secret. */
export function isSecretIn(container: object, key: string): boolean {
  if (!(container instanceof LazyContainer)) return isSecretMember(container, key);
  return isSecretEntry(container, container.isList ? Number(key) : container.indexOf(key), key);
}

/** Whether what stands beside an item of a large container, or its own name, makes it a secret. */
export function isSecretEntry(container: LazyContainer, index: number, key: string): boolean {
  return isSecretMember(
    container.isList ? itemsBeside(container, index) : membersBeside(container, key),
    key,
  );
}

/** The list with only the item and the text before it. */
function itemsBeside(list: LazyContainer, index: number): readonly unknown[] {
  const items: unknown[] = [];
  items.length = list.size;
  if (!list.isTextAt(index - 1)) return items;
  items[index - 1] = list.at(index - 1);
  items[index] = list.at(index);
  return items;
}

function membersBeside(object: LazyContainer, key: string): object {
  return Object.fromEntries(namesBesideOf(key).map(name => [name, object.get(name)]));
}
