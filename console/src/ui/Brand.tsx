import styles from "./Brand.module.css";

/** The name of the product with its mark. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <img src="/favicon.svg" width={24} height={24} alt="" />
      <span>
        Help<span className={styles.at}>@</span>Work
      </span>
    </span>
  );
}
