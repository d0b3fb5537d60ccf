import manifest from '../../package.json' with { type: 'json' };

/** Which version of Tourniquet this is, as package.json says. */
export const version: string = manifest.version;
