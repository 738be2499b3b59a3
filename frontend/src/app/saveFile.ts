/** Hands a file that was fetched with the token over to the browser, which asks where to keep it or keeps it. */
export function saveFile({ name, content }: { name: string; content: Blob }): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by the next turn; before that the address must hold.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
