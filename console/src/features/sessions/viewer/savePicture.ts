/** Saves the frame that is shown as a PNG file of the phone's own resolution. Nothing happens before the first frame. */
export async function savePicture(video: HTMLVideoElement | null, name: string) {
  if (!video || video.videoWidth === 0) return;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!picture) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `${fileName(name)}-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, "-")}.png`;
  link.click();
  // The download has read the address by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name that every file system takes, of what a device calls itself. */
export const fileName = (name: string) =>
  name
    .normalize()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "screen";
