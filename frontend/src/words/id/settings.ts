import type { Words } from "..";

export const settings: Words["settings"] = {
  title: "Pengaturan",
  lead: "Organisasi Anda, anggotanya, dan sambungannya.",
  empty: "Belum ada yang terdaftar; komputer ini dipakai tanpa akun.",
};
