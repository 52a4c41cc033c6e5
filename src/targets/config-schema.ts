import * as v from 'valibot';

/** One of the `targets` of a configuration. */
export type NamedLocation = {
  readonly location: string;
  /** Whether to skip checking the certificate of the server. */
  readonly isInsecure?: true;
  /** A file that holds the token for this target alone. */
  readonly tokenFile?: string;
};

const maxLength = 2_048;
const maxNames = 200;

const word = v.pipe(
  v.string('must be a name or a location'),
  v.minLength(1, 'is empty'),
  v.maxLength(maxLength, `is longer than ${maxLength} characters`),
  v.check(text => !text.includes('\0'), 'holds a NUL character'),
);

const namedLocation = v.union(
  [
    v.pipe(
      word,
      v.transform((location): NamedLocation => ({ location })),
    ),
    v.pipe(
      v.strictObject({
        location: word,
        insecure: v.optional(v.boolean()),
        tokenFile: v.optional(word),
      }),
      v.transform(
        ({ location, insecure, tokenFile }): NamedLocation => ({
          location,
          ...(insecure ? { isInsecure: true } : {}),
          ...(tokenFile === undefined ? {} : { tokenFile }),
        }),
      ),
    ),
  ],
  'must be a location, or "location:" with "insecure:" and "tokenFile:"',
);

const name = v.pipe(v.string(), v.regex(/^[^,/\\]+$/, 'a name has no comma and no slash'));

const shape = v.looseObject({
  target: v.optional(word),
  cloud: v.optional(word),
  // Checked where they are used: what is wrong with one stops no other command of runlens.
  commands: v.optional(v.unknown()),
  targets: v.optional(
    v.pipe(v.record(name, namedLocation), v.maxEntries(maxNames, `has more than ${maxNames} names`)),
    {},
  ),
});

/** The message of valibot itself would repeat what the file holds. */
export const configSchema = v.pipe(
  v.record(v.string(), v.unknown(), 'it is no list of keys and values'),
  shape,
);
