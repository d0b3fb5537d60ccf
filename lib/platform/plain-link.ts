/** Whether an address is one that a person may click: https, a host by its name, and nothing that a reader could not read. */
export const isPlainLink = (url: string): boolean =>
  url.length < 380 && /^https:\/\/[\w.-]{1,253}(?::\d+)?\/[\w./%#?=&:~-]{0,300}$/.test(url);
