/** The one place where the local stack reads the environment. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;
