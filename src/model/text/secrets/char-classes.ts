/** What a reader does with a character, as bits. */
export const charClass = {
  /** Not seen: control and format characters, marks, and all else that is invisible. */
  unseen: 1,
  /** Looks like an ASCII character. */
  lookalike: 2,
  /** May begin a sequence that a terminal obeys. */
  introducer: 4,
  /** The first half of a pair that may be unseen or a lookalike. */
  surrogate: 8,
  /** May begin an encoded character: `%`, `\`, `&`. */
  encoded: 16,
} as const;

/** First and last code of the class, flat (Unicode 17): Cc, Cf, Zl, Zp, default-ignorable, marks. */
const unseen: readonly number[] = [
  0x00, 0x08, 0x0b, 0x1f, 0x7f, 0x9f, 0xad, 0xad, 0x300, 0x36f, 0x600, 0x605, 0x61c, 0x61c, 0x6dd, 0x6dd,
  0x70f, 0x70f, 0x890, 0x891, 0x8e2, 0x8e2, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x1ab0, 0x1aff,
  0x1dc0, 0x1dff, 0x200b, 0x200f, 0x2028, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0x3164, 0x3164, 0xfe00,
  0xfe0f, 0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb,
];

/** Full-width letters and signs, circled letters, spaces, typographic quotes. */
const lookalike: readonly number[] = [
  0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2018, 0x201f, 0x202f, 0x202f, 0x205f, 0x205f, 0x24b6, 0x24e9,
  0x2800, 0x2800, 0x3000, 0x3000, 0xfe50, 0xfe6b, 0xff01, 0xff5e,
];

const introducers: readonly number[] = [0x1b, 0x1b, 0x90, 0x90, 0x98, 0x98, 0x9b, 0x9b, 0x9d, 0x9f];

/** The first halves of U+110BD, U+13430, U+1BCA0, U+1D173, mathematical letters, and tags. */
const surrogates: readonly number[] = [
  0xd804, 0xd804, 0xd80d, 0xd80d, 0xd82f, 0xd82f, 0xd834, 0xd835, 0xdb40, 0xdb43,
];

/** The classes of every UTF-16 unit. */
export const charClasses = createClasses();

function createClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  const add = (ranges: readonly number[], bit: number) => {
    for (let at = 0; at < ranges.length; at += 2) {
      for (let code = ranges[at] ?? 0; code <= (ranges[at + 1] ?? 0); code++) {
        classes[code] = (classes[code] ?? 0) | bit;
      }
    }
  };
  add(unseen, charClass.unseen);
  add(lookalike, charClass.lookalike);
  add(introducers, charClass.introducer);
  add(surrogates, charClass.surrogate);
  add([0x25, 0x26, 0x5c, 0x5c], charClass.encoded);
  return classes;
}
