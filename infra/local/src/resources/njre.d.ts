/** The part of njre that is used; the package brings no types. */
declare module 'njre' {
  export function install(
    version: number,
    options: { readonly type: 'jre'; readonly installPath: string },
  ): Promise<string>;
}
