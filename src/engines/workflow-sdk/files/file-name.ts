/** `<id>.json`, or `<id>.<tag>.json` for files that a test runner wrote. */
type FileName = { readonly id: string; readonly tag?: string };

const pattern = /^([^./\\\0]+)(?:\.([a-z][a-z0-9-]*))?\.(?:json|bin)$/i;

/** `undefined` for other names, such as those of temporary files. */
export function parseFileName(name: string): FileName | undefined {
  const found = pattern.exec(name);
  const [, id, tag] = found ?? [];
  if (id === undefined) return undefined;
  return tag === undefined ? { id } : { id, tag };
}

/** Whether a file name can contain the id, without leading out of the folder. */
export function isFileId(id: string): boolean {
  return id.length > 0 && id.length <= 200 && /^[^./\\\0]+$/.test(id);
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The time in the ULID that ends an id, epoch ms. */
export function ulidTime(id: string): number | undefined {
  const ulid = id.slice(-26);
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(ulid)) return undefined;
  let time = 0;
  for (const letter of ulid.slice(0, 10)) time = time * 32 + digits.indexOf(letter);
  return time;
}

const ulidName = /^wrun_[0-7][0-9A-HJKMNP-TV-Z]{25}\./;
const plainName = /^wrun_[0-7][0-9A-HJKMNP-TV-Z]{25}\.json$/;

/** Whether the name is only an id that the engine made: such names sort by time. */
export function isPlainName(name: string): boolean {
  return plainName.test(name);
}

/** The run's time of creation, epoch ms; `undefined` when the engine did not make the id. */
export function timeInName(name: string): number | undefined {
  return ulidName.test(name) ? ulidTime(name.slice(0, name.indexOf('.'))) : undefined;
}
