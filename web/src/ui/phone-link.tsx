/* phone-link.tsx -- a phone number to tap. */
export const PhoneLink = ({ number }: { number: string }) => (
  <a className="phone" href={`tel:${number.replace(/[^+\d]/g, '')}`}>
    {number}
  </a>
)
