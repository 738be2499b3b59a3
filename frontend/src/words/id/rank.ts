import type { Words } from "..";

export const rank: Words["rank"] = {
  title: "Peringkat CV untuk lowongan",
  lead: "Pilih lowongan untuk melihat siapa yang cocok, dan mengapa.",
  empty: "Belum ada lowongan. Tambahkan iklan lowongan, lalu CV.",
};
