import type { Words } from "..";

export const jobs: Words["jobs"] = {
  title: "Lowongan",
  lead: "Posisi yang sedang Anda cari orangnya.",
  empty: "Belum ada lowongan.",
};
