/** Returns the first of equal texts, so that each is held once. */
export type StringPool = (text: string) => string;

export function createStringPool(): StringPool {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size < 100_000) texts.set(text, text);
    return text;
  };
}
