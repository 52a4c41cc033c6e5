/** Where somebody stands when a target is looked for. */
export type TargetContext = {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of the user's `config.yaml`, which need not exist. */
  readonly userConfigPath: () => Promise<string>;
};
