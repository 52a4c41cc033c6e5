import * as v from 'valibot';

/** One of the `targets` of a configuration. */
export type NamedLocation = {
  readonly location: string;
  /** Whether to skip checking the certificate of the server. */
  readonly isInsecure?: true;
  /** A file that holds the token for this target alone. */
  readonly tokenFile?: string;
};

const word = v.pipe(v.string('must be a name or a location'), v.minLength(1, 'is empty'));

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

const configSchema = v.looseObject({
  target: v.optional(word),
  cloud: v.optional(word),
  targets: v.optional(
    v.record(v.pipe(v.string(), v.regex(/^[^,/\\]+$/, 'a name has no comma and no slash')), namedLocation),
    {},
  ),
});

/** The parsed configuration with its unknown keys, or a text that describes the first problem. */
export function parseConfig(value: unknown): v.InferOutput<typeof configSchema> | string {
  const result = v.safeParse(configSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  return `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
}
