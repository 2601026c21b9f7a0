/** Compile a source, without its types. */
export declare function compiled(source: string): Promise<string>
