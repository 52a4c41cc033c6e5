/** Keeps one copy of texts that come again and again. */
export type Intern = (text: string) => string;

export function createIntern(): Intern {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size < 100_000) texts.set(text, text);
    return text;
  };
}
